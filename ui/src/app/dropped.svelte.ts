// Files dropped on the window, wherever it stands: they wait here until the place that brings them in takes them.
import type { PickedFile } from '../ipc';

class Dropped {
  files = $state.raw<PickedFile[]>([]);
  /** Files are over the window. */
  over = $state(false);

  /** Gives the waiting files once. */
  take(): PickedFile[] {
    const files = this.files;
    this.files = [];
    return files;
  }
}
export const dropped = new Dropped();
