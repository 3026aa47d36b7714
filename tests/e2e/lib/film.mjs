// A film for Chromium's fake camera: codes on a sheet of paper, as raw pictures (YUV4MPEG2).
import { writeFile } from 'node:fs/promises';

/** The rectangles of a drawing of a code, in its squares. */
function squares(svg) {
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)[1]);
  const path = /d="([^"]*)"[^>]*\/><\/svg>/.exec(svg)[1];
  const all = [...path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)/g)].map((one) => one.slice(1, 5).map(Number));
  return { side, all };
}

/** One picture: drawings side by side on grey paper in uneven light. */
function picture(svgs, { width, height, points }) {
  const luma = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) luma[y * width + x] = 170 + Math.round((50 * x) / width);
  const drawings = svgs.map(squares);
  let left = Math.round((width - drawings.reduce((sum, one) => sum + one.side * points, 0)) / 2);
  for (const { side, all } of drawings) {
    const top = Math.round((height - side * points) / 2);
    const fill = (x, y, w, h, shade) => {
      for (let row = y; row < y + h; row += 1) luma.fill(shade, row * width + x, row * width + x + w);
    };
    fill(left, top, side * points, side * points, 215);
    for (const [x, y, w, h] of all) fill(left + x * points, top + y * points, w * points, h * points, 45);
    left += side * points;
  }
  return luma;
}

/** Writes a film: each scene is a list of drawings and how many pictures it lasts. */
export async function film(file, scenes, { width = 1280, height = 720, points = 5, perSecond = 10 } = {}) {
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${perSecond}:1 Ip A1:1 C420jpeg\n`)];
  for (const [svgs, pictures] of scenes) {
    const luma = picture(svgs, { width, height, points });
    for (let n = 0; n < pictures; n += 1) parts.push(Buffer.from('FRAME\n'), luma, chroma);
  }
  await writeFile(file, Buffer.concat(parts));
}
