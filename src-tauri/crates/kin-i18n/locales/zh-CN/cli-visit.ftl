# `kinfolio visit` 的用语。

cli-help-visit = 准备看病：有什么变化，建议带什么
cli-help-visit-changes = 列出上次就诊以来（或某天以来）的变化。JSON: since, days, changes[id, kind, title, from, to, unit, date, topics], rule
cli-help-visit-proposal = 说明建议带什么、为什么。JSON: sections[section, proposed, reason, why], firstResults, specialties, suggested, sources
cli-arg-specialty = 去哪个科，例如 cardiology（见 visit proposal）
cli-arg-changes-since = 从这一天起的变化，或 none（默认：上次就诊以来）
cli-arg-first-results = 排在前面的检验的 LOINC 代码
cli-arg-contacts = 紧急联系人："姓名;关系;电话"。最多三次；空的表示全部去掉
cli-arg-doctor = 自己的医生："姓名;诊所或医院;电话"；空的表示去掉
cli-head-change = 变化
cli-head-before = 之前
cli-head-now = 现在
cli-head-section = 部分
cli-head-goes = 带上
cli-head-why = 为什么
cli-visit-since = 从 { $date } 起：{ $text }
cli-visit-no-day = 没有以前的就诊。请用 --since 给出一天。
cli-visit-none = 就病历所知，没有变化。
cli-visit-yes = 是
cli-visit-no = 否
cli-visit-first = 排在前面：{ $names }
cli-visit-missing = 病历里没有：{ $names }
cli-visit-suggested = 原因里有“{ $word }”：是{ $name }（{ $key }）吗？
cli-visit-specialties = 科室：{ $names }
cli-visit-source = 依据：{ $text }
cli-contact-parts = 请写成 "姓名;关系;电话"。
