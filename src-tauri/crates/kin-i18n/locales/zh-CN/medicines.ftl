# 用药记录：计划、服药、药量、报告以及需要询问的事。

med-unit-tablet = { $n } 片
med-unit-capsule = { $n } 粒
med-unit-sachet = { $n } 袋
med-unit-drop = { $n } 滴
med-unit-puff = { $n } 喷
med-unit-ml = { $n } mL
med-unit-unit = { $n } 单位
med-unit-mg = { $n } mg
med-unit-patch = { $n } 贴
med-unit-injection = { $n } 支
med-and = 、
med-today-at = 今天 { $time }
med-part-times = { $days } { $times }，每次 { $amount }
med-part-hours = 每 { $n } 小时 { $amount }，第一次 { $time }
med-part-needed = 需要时 { $amount }
med-part-most = ，每天最多 { $amount }
med-part-span = ，{ $from }至{ $until }
med-part-from = ，从{ $from }开始
med-days-every = 每天
med-days-nth = { $n ->
    [1] 每天
    [2] 隔天
   *[other] 每 { $n } 天
}
med-days-week = 每{ $days }
med-days-cycle = 连用 { $on } 天、停 { $off } 天，
med-weekday-0 = 周一
med-weekday-1 = 周二
med-weekday-2 = 周三
med-weekday-3 = 周四
med-weekday-4 = 周五
med-weekday-5 = 周六
med-weekday-6 = 周日
med-runs-out = 够用到{ $day }。
med-runs-out-not-soon = 计划期内够用，或够用一年以上。
med-runs-out-unknown = 只在需要时服用，说不准哪天用完。
med-low = { $title }：还剩 { $left }。{ $end }该去配药了。
med-state-coming = 还没到时间
med-state-open = 还没有记录
med-state-later = 推迟到 { $time }
med-state-taken = { $time } 已服用
med-state-skipped = 未服用
med-needed-most = 今天 { $taken }，最多 { $most }
med-needed-taken = 今天 { $taken }
med-progress = 已服 { $done } 次，共 { $all } 次

med-period = { $from }至{ $until }
med-method = 计算方法：到时间的计划服药次数中，记录为已服的比例（"implementation"，ABC 分类，Vrijens 2012）。没有记录的，可能服了也可能没服。时间按当地钟表时间。
med-remark-not-recorded = 有 { $n } 次计划服药没有记录：可能服了，也可能没服。
med-remark-without-plan = 有 { $n } 种药没有设定时间，不计算在内。
med-remark-above-most = 有 { $n } 天的用量超过医生定的每日最大量。
med-skipped-because = 未服 { $n } 次：{ $reason }
med-no-reason = 没有说明原因
med-sentence = 家中用药，{ $period }：计划服药记录为已服的占 { $percent } %（{ $taken }/{ $planned } 次）；未服 { $skipped } 次，没有记录 { $unknown } 次。
med-sentence-none = 家中用药，{ $period }：没有计划服药。
med-taken = 已服
med-skipped = 未服
med-not-recorded = 没有记录
med-head-medicine = 药名
med-head-how = 用法
med-head-percent = 已服 %
med-report-title = 用药情况
med-report-strip = 逐日：计划服药
med-report-ask = 需要询问或决定的事
med-report-stopped = 已停用
med-report-remarks = 说明
med-report-needed = 需要时服用 { $n } 次
med-report-until = 用到{ $until } { $reason }

med-compare-other-strength = 规格不同
med-compare-other-times = 每天次数不同
med-compare-only-mine = 只在自己的清单上
med-compare-only-theirs = 只在医院的清单上
med-compare-not-compared = 两边都有，用量无法比较
med-compare-agrees = 两边一致
med-compare-open = { $n ->
    [0] 没有需要决定的了。
   *[other] 有 { $n } 处不同需要您决定。
}
med-compare-no-list = 病历中没有医院的当前用药清单，无法比较。
med-settled-mine = 您已决定：按自己的清单。
med-settled-ask = 下次就诊时询问。
med-not-in-hospital-list = 不在医院的清单上
med-question = { $what }——自己的清单：{ $mine }；医院：{ $theirs }
med-concern-allergy = { $first }含有{ $what }，而病历记有过敏：{ $second }。
med-concern-allergy-group = { $first }属于“{ $what }”，与过敏记录“{ $second }”同属一类。
med-concern-twice = { $first }和{ $second }都含有{ $what }。
med-concern-above-most = { $first }：计划一天用到 { $day }，超过医生定的 { $most }。
med-concern-next-allergy = 服用前请先问医生或药师。如出现肿胀、呼吸困难或皮疹，请立即求助。
med-concern-next-allergy-group = 请问医生或药师能不能用。
med-concern-next-twice = 请问医生或药师是否两种都要用。
med-concern-next-above-most = 请再看一下计划，或问医生。
med-checked-twice = 两种药含有同一成分（依据病历中的编码和本软件的药名表）。
med-checked-allergy = 过敏与成分、药物类别的对照（类别：ATC，世卫组织合作中心，自选）。
med-checked-most = 医生定的每日最大量（如已填写）。
med-unchecked-interactions = 药物之间的相互作用。
med-unchecked-dose = 用量是否合适。
med-unchecked-state = 年龄、肾、肝、怀孕及其他疾病。
med-unchecked-cross = 对一类药过敏是否也对另一类过敏。
med-box-found = 保存前请与药盒核对。
med-box-nothing = 这些文字里没有找到药名，请自己输入。

problem-plan-range = 这个数太小或太大
problem-plan-overlap = 有两项重叠了
problem-bad-time = 时间请写成 08:00
problem-not-planned = 这个时间没有计划服药
problem-above-most = 超过医生定的每日最大量
