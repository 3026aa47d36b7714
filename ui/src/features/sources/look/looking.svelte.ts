// A summary of somebody else that is looked at; nothing of it is stored, and locking forgets it.
import { router } from '../../../app/router.svelte';
import { call, onLocked, type PickedFile, type SummaryReadView } from '../../../ipc';

class Looking {
  file = $state.raw<PickedFile | null>(null);
  view = $state.raw<SummaryReadView | null>(null);

  /** Reads a file and shows it. */
  async open(file: PickedFile): Promise<void> {
    this.view = await call('summary_read', { file: file.token });
    this.file = file;
    router.go('look');
  }
  /** Opens the file with its six words, and shows what was in it; throws where they do not open it. */
  async unlock(words: string): Promise<void> {
    const file = this.file;
    if (!file) return;
    await call('package_look', { files: [file.token], words });
    if (this.file === file) await this.open(file);
  }
  forget(): void {
    this.file = null;
    this.view = null;
  }
}
export const looking = new Looking();
onLocked(() => looking.forget());
