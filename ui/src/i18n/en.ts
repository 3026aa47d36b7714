// Words that are needed before a record is open: frame, welcome, errors, and every file that is not
// named in en.rest.ts. Words that only print or the command line use stay out of the page.
export default import.meta.glob<string>(
  [
    '../../../src-tauri/crates/kin-i18n/locales/en/*.ftl',
    '!../../../src-tauri/crates/kin-i18n/locales/en/cli*.ftl',
    '!../../../src-tauri/crates/kin-i18n/locales/en/print*.ftl',
    '!../../../src-tauri/crates/kin-i18n/locales/en/{cards,fields,record,records,search,share,sources,portals,portal-core,home,forms,outforms,plan,settings,family,papers,radio,referrals,flaws,visit}.ftl',
  ],
  { query: '?raw', import: 'default', eager: true },
);
