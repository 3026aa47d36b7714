// The camera, picture by picture: each is made grey and handed to the core, which reads the codes in it. Nothing of a
// picture is kept, and the camera is switched off as soon as the screen is left.
import { base64, troubleOf, type Trouble } from '../../../components/camera';
import { asApiError, call, type ApiError, type ScanEnd, type ScanView } from '../../../ipc';

/** Points from left to right that a picture has at most: dense codes need them, more only cost time. */
const WIDEST = 1600;
/** Milliseconds between two pictures at least. */
const PAUSE = 80;

export { base64, troubleOf, type Trouble } from '../../../components/camera';

/** Shades of grey of a picture, one byte a point. */
export function shades({ data }: Pick<ImageData, 'data'>): Uint8Array {
  const grey = new Uint8Array(data.length / 4);
  for (let at = 0; at < grey.length; at += 1) {
    const from = at * 4;
    grey[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return grey;
}

export class Camera {
  view = $state.raw<ScanView | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** The cameras of this computer, once one may be used. */
  all = $state.raw<{ id: string; name: string }[]>([]);
  chosen = $state('');
  #stream: MediaStream | null = null;
  #scan: number | null = null;
  #video: HTMLVideoElement | null = null;
  /** Grows with each start: what belongs to an earlier one ends by itself. */
  #turn = 0;

  /** Switches the camera on and looks until `stop` or `finish`. */
  async start(video: HTMLVideoElement): Promise<void> {
    this.#video = video;
    this.trouble = null;
    this.error = null;
    const turn = (this.#turn += 1);
    try {
      const view = await call('scan_begin', {});
      if (turn !== this.#turn) return;
      this.#scan = view.scan;
      this.view = view;
    } catch (thrown) {
      this.error = asApiError(thrown);
      return;
    }
    await this.#turnOn(turn);
  }
  async #turnOn(turn: number): Promise<void> {
    try {
      const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
      const which = this.chosen ? { deviceId: { exact: this.chosen } } : { facingMode: { ideal: 'environment' } };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
      if (turn !== this.#turn || !this.#video) {
        end(stream);
        return;
      }
      this.#stream = stream;
      this.#video.srcObject = stream;
      await this.#video.play();
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.all = devices.filter((one) => one.kind === 'videoinput').map((one) => ({ id: one.deviceId, name: one.label }));
      this.chosen = stream.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    } catch (thrown) {
      if (turn === this.#turn) this.trouble = troubleOf(thrown);
      return;
    }
    void this.#look(turn);
  }
  async #look(turn: number): Promise<void> {
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    while (turn === this.#turn && pen && this.#video && this.#scan !== null) {
      const { videoWidth, videoHeight } = this.#video;
      const scale = Math.min(1, WIDEST / Math.max(1, videoWidth));
      canvas.width = Math.round(videoWidth * scale);
      canvas.height = Math.round(videoHeight * scale);
      if (canvas.width > 0 && canvas.height > 0) {
        pen.drawImage(this.#video, 0, 0, canvas.width, canvas.height);
        const grey = shades(pen.getImageData(0, 0, canvas.width, canvas.height));
        const request = { scan: this.#scan, width: canvas.width, height: canvas.height, shades: base64(grey) };
        try {
          const view = await call('scan_frame', request);
          if (turn === this.#turn) this.view = view;
        } catch (thrown) {
          if (turn !== this.#turn) return;
          this.error = asApiError(thrown);
          this.#turnOff();
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  /** Looks through another camera; what was seen so far stays. */
  async change(id: string): Promise<void> {
    this.chosen = id;
    this.#turnOff();
    await this.#turnOn(this.#turn);
  }
  #turnOff(): void {
    this.#turn += 1;
    if (this.#stream) end(this.#stream);
    this.#stream = null;
    if (this.#video) this.#video.srcObject = null;
  }
  /** Ends it and gives what was seen. */
  async finish(): Promise<ScanEnd | null> {
    this.#turnOff();
    const scan = this.#scan;
    this.#scan = null;
    this.view = null;
    return scan === null ? null : call('scan_end', { scan });
  }
  /** Ends it; what was seen is forgotten. */
  stop(): void {
    this.finish().catch(() => null);
  }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
