// Words of the screens of a record; read while it is being opened.
export default import.meta.glob<string>(
  '../../../src-tauri/crates/kin-i18n/locales/zh-CN/{cards,fields,record,records,search,share,sources,portals,portal-core,home,forms,outforms,plan,settings,family,papers,radio,referrals,visit}.ftl',
  { query: '?raw', import: 'default', eager: true },
);
