// The catalogue as it stands in kin-i18n; words that only print or the command line use stay out.
export default import.meta.glob<string>(
  ['../../../src-tauri/crates/kin-i18n/locales/en/*.ftl', '!**/cli*.ftl', '!**/print*.ftl'],
  { query: '?raw', import: 'default', eager: true },
);
