// The list of commands with what each takes and gives. The core owns the list; this is its shape here.
import type * as T from './types';

type None = Record<string, never>;
type ByPerson = { person: string };
type ByEntry = { person: string; id: string };

/** Every command: what goes in, what comes out. */
export interface Commands {
  app_status: [None, T.AppStatus];
  vault_create: [{ nickname: string; passphrase: string; lang: T.Lang }, { recoveryCode: string }];
  passphrase_strength: [{ passphrase: string }, T.StrengthView];
  suggest_passphrase: [None, { passphrase: string }];
  vault_open_sample: [None, T.AppStatus];
  vault_close_sample: [None, T.AppStatus];
  vault_unlock: [{ keyholder: string | null; passphrase: string }, T.AppStatus];
  vault_unlock_recovery: [{ code: string; newPassphrase: string }, { recoveryCode: string }];
  vault_lock: [None, T.AppStatus];
  passphrase_change: [{ current: string; next: string }, unknown];
  recovery_renew: [{ passphrase: string }, { recoveryCode: string }];
  recovery_sheet: [{ recoveryCode: string; lang: T.Lang }, T.OutputFile];
  settings_get: [None, T.Settings];
  settings_set: [{ settings: T.Settings }, T.Settings];
  vault_check: [{ full: boolean }, { ok: boolean; problems: T.FindingView[] }];
  vault_info: [None, T.VaultInfo];
  activity: [None, unknown];

  people_list: [None, { people: T.PersonView[] }];
  person_add: [{ person: T.PersonRequest }, T.PersonView];
  person_edit: [{ id: string; person: T.PersonRequest }, T.PersonView];
  person_remove: [{ id: string; typedName: string }, unknown];

  home: [ByPerson, T.HomeView];
  timeline: [
    {
      person: string;
      kinds?: T.Kind[] | null;
      import?: number | null;
      year?: number | null;
      before?: string | null;
      limit: number;
      hidden?: 'without' | 'only' | null;
    },
    T.EntryPage,
  ];
  years: [ByPerson, { year: number; count: number }[]];
  overview: [ByPerson, T.Overview];
  search: [
    { person: string; words: string; before?: string | null; kinds?: T.Kind[] | null; order: 'newest' | 'best'; limit: number },
    T.SearchPage,
  ];
  entry: [ByEntry, T.EntryFull];
  entry_original: [ByEntry & { version?: number | null }, T.OriginalView];
  trend: [{ person: string; key: string }, T.TrendView];

  entry_add: [{ person: string; form: T.Form; confirmed?: boolean }, T.EntryView];
  entry_edit: [ByEntry & { form: T.Form; confirmed?: boolean }, T.EntryView];
  entry_form: [ByEntry, T.Form];
  entry_hide: [ByEntry, unknown];
  entry_restore: [ByEntry, unknown];
  entry_erase: [ByEntry, unknown];
  entry_restore_version: [ByEntry & { version: number }, unknown];
  form_check: [{ form: T.Form }, T.FormCheck];

  import_preview: [{ person: string | null; files: T.FileToken[] }, T.JobId];
  import_run: [
    { person: string | null; newPerson: T.PersonRequest | null; files: T.FileToken[]; confirmOther: boolean },
    T.JobId,
  ];
  job: [{ id: T.JobId }, T.JobView];
  job_cancel: [{ id: T.JobId }, unknown];
  imports: [ByPerson, T.ImportRow[]];
  import_undo: [{ person: string; import: number }, unknown];
  kept: [ByPerson, { resourceType: string; count: number }[]];

  summary_preview: [{ person: string; options: T.SummaryOptions }, T.SummaryView];
  summary_make: [
    { person: string; options: T.SummaryOptions; formats: T.SummaryFormat[] },
    { files: T.OutputFile[]; selected: number },
  ];
  share_log: [ByPerson, T.ShareRow[]];
}

/** Commands that answer with bytes instead of JSON. */
export interface ByteCommands {
  attachment: ByEntry & { index: number };
  output: { token: string };
}

export type Command = keyof Commands;
export type Request<K extends Command> = Commands[K][0];
export type Response<K extends Command> = Commands[K][1];
