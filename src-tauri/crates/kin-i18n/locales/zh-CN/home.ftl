# 首页：医生的第一分钟，本人的今天。

home-names = { $name }（{ $other }）
home-lead = { $born }出生，{ $sex }
home-prepare = 准备看病
home-allergy = 过敏：
home-allergies-none = 没有已知的过敏。
home-allergies-unknown = 过敏：目前没有任何信息。
home-allergies-ask = 医生最先问的就是过敏。请填写已知的情况，没有过敏也请填写。
home-allergies-add = 填写过敏情况
home-source = 来源：{ $label }
home-problems = 疾病与问题
home-problems-none = 病历中没有疾病或问题。
home-medicines = 目前用药
home-medicines-none = 病历中没有目前用药。
home-bp = 血压
home-glucose = 血糖
home-weight = 体重
home-no-readings = 还没有记录。
home-add = 记一次
home-readings = 共 { $count } 次
home-curve = 最近 { $count } 次的曲线。全部数值在“测量”里。
home-show = 全部
home-show-of = 全部：{ $what }
home-visit = 最近一次就诊
home-out = 超出参考范围的结果
home-range = 参考范围 { $range }
home-new = 最近新增
home-empty-title = 这份病历还是空的
home-empty-text = 可以放入医院给您的资料，也可以先自己填写：过敏、用药、血压。
home-empty-read = 病历的主人放入资料后，您就能在这里看到。
home-empty-bring = 放入病历资料
home-empty-type = 自己填写
home-more = 另有 { $n } 项

# 一行小字：上次就诊以来有什么变化。
home-since-title = 上次就诊以来的变化
home-since-visit = { $date }就诊以来有 { $n } 处变化。
home-since-hand = { $date }交出摘要以来有 { $n } 处变化。
home-since-see = 看看有什么变化

# 首页、病历和时间线上，传感器和手表的测量。
sensed-title = 传感器和手表的测量
sensed-count = { $n ->
    [1] { $day }，1 次测量
   *[other] { $day }起共 { $n } 次测量
}
sensed-timeline = 传感器和手表的测量不在这里逐条列出。选一项，就能看到它的图。
