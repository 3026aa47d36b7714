# 准备看病：步骤、有什么变化、建议带什么、为什么。

visit-step = 第 { $n } 步，共 4 步
visit-step-which = 哪种就诊
visit-step-why = 原因和问题
visit-step-changes = 有什么变化
visit-step-what = 带上哪些内容
visit-next = 下一步
visit-skip = 跳过这一步
visit-again = 重新开始
visit-again-title = 要重新开始吗？
visit-again-text = 这次填写的原因、问题和勾选都会清空。您的病历不变。
visit-next-changes = 下一步：有什么变化
visit-next-what = 下一步：带上哪些内容

visit-for-visit = 看自己的医生
visit-for-visit-hint = 医生了解我：先说有什么变化
visit-for-referral = 看专科，或去别的医院
visit-for-referral-hint = 内容更多，包括既往疾病和住院
visit-for-first = 第一次看新医生
visit-for-first-hint = 医生什么都不了解时需要的全部内容
visit-for-checkup = 体检
visit-for-checkup-hint = 变化、检验结果和疫苗接种
visit-for-emergency = 急救用的一页
visit-for-emergency-hint = 最简短：必须马上知道的内容
visit-for-travel = 出门旅行
visit-for-travel-hint = 外地医生需要的内容，也包括疫苗接种
visit-specialty = 看哪个科？
visit-specialty-none = 不是专科，或者不清楚
visit-specialty-hint = 这个科要看的内容排在前面。以后都可以改。
visit-suggested = “{ $word }”可能属于：{ $name }
visit-suggested-take = 选{ $name }

visit-questions-most = 一次看病，五个问题就够了。

visit-since = 从什么时候算起？
visit-since-other = 另选一天
visit-since-day = 从这一天起
visit-since-show = 显示
visit-day-visit = { $text }，{ $date }
visit-day-hand-over = 您交出过一份摘要
visit-day-chosen = 您选的日子
visit-changes-lead = 这些是{ $date }以来的变化。不想带的，去掉勾选。
visit-changes-none = 就您的病历所知，{ $date }以来没有变化。
visit-changes-unknown = 您的病历里没有以前的就诊。请选一天，或者继续。
visit-changes-not = 不带任何变化
visit-changes-left-off = 还有 { $n } 条没有列出。
visit-change-sensitive = 敏感内容：只有在下一步勾选“{ $topics }”才会带上。
visit-change-from-to = { $from } → { $to }
visit-change-was = 之前：{ $from }
visit-open = 打开这一条
visit-moved-how = “有变动”是指：变化超过化验单上参考范围的四分之一；没有参考范围时，翻倍或减半。这不说明是好是坏。
visit-change-allergy = 新的过敏
visit-change-diagnosis = 新的诊断
visit-change-came-in = 此后记入档案；发生更早或日期不详
visit-change-medicine-started = 新用的药
visit-change-medicine-stopped = 停用的药
visit-change-medicine-changed = 用法有变的药
visit-change-result-out = 现在超出范围
visit-change-result-back = 回到范围内
visit-change-result-moved = 结果有变动
visit-change-mean-moved = 在家测量的平均值有变动
visit-change-event = 住院或操作
visit-change-symptom = 您想告诉医生的
visit-mean-blood-pressure = 家庭血压，14 天 { $n } 次的平均值
visit-mean-glucose = 家庭血糖，14 天 { $n } 次的平均值
visit-mean-glucose-sensor = 动态血糖，14 天 { $n } 次的平均值
visit-mean-weight = 家庭体重，14 天 { $n } 次的平均值

visit-proposal-lead = 这是建议，您可以随意改。
visit-why-kind = 这类就诊通常要带
visit-why-specialty = { $specialty }会问到
visit-why-stay = 上次就诊后您住过院
visit-why-private = 私密：勾选才带
visit-why-not-usual = 这类就诊通常不带
visit-empty = 病历里没有
visit-first = 这些结果排在前面
visit-first-missing = 病历里没有：{ $names }
visit-topics-asked = { $specialty }可能会问到这些。只有勾选才会带上。
visit-sources = 这个建议的依据

visit-sheet-changes = { $date }以来的变化
visit-sheet-specialty = 科室：{ $name }

contacts-title = 紧急情况找谁
contacts-hint = 最多三个人，会印在每份摘要的首页。
contacts-who = 这个人
contacts-add = 添加联系人
contacts-remove = 删除{ $n }
contacts-name = 姓名
contacts-relation = 是{ $who }的什么人
contacts-relation-hint = 例如：女儿、邻居
contacts-phone = 电话
contacts-one = 联系人 { $n }
doctor-title = 自己的医生
doctor-hint = 最了解{ $who }的医生。没有就空着。
doctor-name = 医生姓名
doctor-practice = 诊所或医院
problem-too-many-contacts = 最多三个人
problem-unknown-specialty = 没有这个科

# 对方看到的样子。
visit-sheet-contact = 紧急联系人：{ $who }
visit-sheet-doctor = 自己的医生：{ $who }
visit-sheet-unknown = 没有写
visit-sheet-conflicts = 来源不一致：请核实
visit-sheet-home = 在家测量与用药
visit-sheet-picture = 附测量值的图
