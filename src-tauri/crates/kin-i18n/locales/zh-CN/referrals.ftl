# 转诊：交出的、收到答复的，以及对别人转诊的答复。

share-referral = 给另一家医院电脑用的转诊单
share-referral-what = 转诊单：您写的原因、想问的问题，以及这里选好的全部内容（FHIR 数据），供可以接收转诊文件的医院或平台使用。它会列在“转诊”里，答复回来时会自动对上。
share-referral-who = 拿到文件的人用合适的程序就能看，只要它还在。交出后无法收回。
share-referral-reader = 转诊单会记入病历，有权修改这份病历的人才能做。
share-answer = 对转诊的答复

referral-title = 转诊
referral-title-to = 转诊：{ $to }

# 进展
referral-state-sent = { $day }已交出
referral-state-answered = { $day }已有答复
referral-state-closed = { $day }已了结
referral-state-received = 已收到，还没有答复
referral-state-replied = 收到的转诊，{ $day }已答复
referral-line = { $state }：{ $came }
referral-came-letter = { $n } 封信
referral-came-result = { $n } 项结果
referral-came-medicine = { $n } 种药
referral-came-plan = { $n } 项计划
referral-came-problem = { $n } 项诊断或过敏
referral-came-other = { $n } 条其他内容

# 页面
referrals-title = 转诊
referrals-lead = 请别的医生看过什么，结果怎样。
referrals-none = 还没有转诊
referrals-none-text = 先准备就诊，交出时选“{ $form }”。转诊单会列在这里，答复来了也看得到。
referrals-open = 未了结
referrals-closed = 已了结
referrals-received-badge = 别人发来的
referrals-show = 查看
referrals-back = 全部转诊
referrals-to = 转至
referrals-by = 转诊医生
referrals-date = 写于
referrals-reason = 原因
referrals-questions = 问题
referrals-sent = 已交出 { $n } 次
referrals-answers = 结果怎样
referrals-no-answer = 还没有答复。
referrals-no-answer-text = 答复如果是文件，请在“来源”里收进来，它会自动对上这次转诊。别的途径来的信，可以自己选。
referrals-came-on = { $day }，{ $source }
referrals-by-hand = 自己选的
referrals-not-this = 不属于答复
referrals-match = 选择哪些是答复……
referrals-match-title = 哪些是这次转诊的答复？
referrals-match-text = 请选择病历里随答复回来的信件、结果或药物。
referrals-match-find = 搜索病历
referrals-match-none = 没有找到。
referrals-match-done = 作为答复（{ $n } 条）
referrals-matched = 已列在这次转诊下面。
referrals-taken-back = 已不再列在这次转诊下面。
referrals-undo = 撤销
referrals-close = 了结这次转诊
referrals-reopen = 重新打开
referrals-closed-done = 转诊已了结，下次的摘要里不再列出。
referrals-reopened = 转诊已重新打开。
referrals-entry = 查看这条记录
referrals-answer = 写答复……
referrals-answer-title = 答复这次转诊
referrals-answer-lead = 信和您选的内容放进一个文件。发出转诊的人把它收进来，就能看到结果。
referrals-letter = 信
referrals-letter-hint = 发现了什么、您的看法、对问题的回答。空一行就是新的一段。
referrals-plan = 接下来怎么做
referrals-plan-hint = 可以不填
referrals-author = 谁来答复
referrals-author-hint = 姓名和科室，会写在信上
referrals-goes = 一起带回去的内容
referrals-goes-hint = 这份病历里新的内容：结果、药物、文件。
referrals-goes-none = 除了随转诊来的内容，这份病历里没有别的。
referrals-answer-make = 做好答复并保存……
referrals-answer-saved = “{ $name }”已保存。它没有加锁：请只交给该看的人。
referrals-answer-who = 拿到文件的人都能看，无法收回。
referrals-entry-choose = 带上：{ $title }
referrals-more = 显示更早的内容

# 收进来之后
referrals-news = 这是对您转诊的答复
referrals-news-text = { $title }
referrals-news-show = 看看结果怎样
referrals-again = 这份答复早已在病历里
referrals-again-text = “{ $title }”：这份答复的内容病历里都已经有了，没有新增。

# 交出时
referrals-for = 转给谁？
referrals-for-hint = 例如：心内科，市第一医院
referrals-doctor = 哪位医生让您去的？
referrals-hand = 做转诊单
referrals-hand-lead = 转诊单还需要两项。

# 别人的摘要
read-look = 只看一份摘要，不收进来
read-look-text = 别人给您的摘要，原样显示，并说明它有什么问题。
read-title = 别人的摘要
read-not-stored = 这些内容都没有进入您的病历。
read-file = 文件：{ $name }
# 文件自己没有说明时，它是什么样的文件。
read-kind-collection = 多条内容的集合
read-kind-document = 文件
read-kind-searchset = 查询结果
read-made = 制作于{ $date }
read-by = 作者：{ $names }
read-about = 关于{ $name }
read-no-person = 文件没有说明是关于谁的。
read-several = 这个文件涉及不止一个人，请仔细看清每条是谁的。
read-flaws = 它有什么问题
read-flaws-none = 就家康册所能判断的，它没有问题。
read-flaws-count = 有 { $n } 处不合规范
read-flaws-meaning = 这里说的是文件做得怎样，不是内容是否属实。
read-flaw-times = { $n } 处
read-flaw-where = 位置：{ $places }
read-bring = 收进一份病历……
read-back = 返回
read-unlisted = 文件里还有、但不在任何部分中的内容
read-untitled = 没有标题的部分
read-own-title = 对方的标题：{ $title }
read-missing = 这里列出的 { $n } 条内容不在文件里
read-missing-named = 这里列出的 { $n } 条内容不在文件里：{ $names }
read-words = 对方自己的文字
read-known-none = 对方说明：没有。
read-no-information = 对方没有提供这方面的信息，但这不等于没有。
read-left-out = 对方没有带上这部分。
read-nothing = 这一部分是空的。
read-not-shown = 这个文件无法显示
