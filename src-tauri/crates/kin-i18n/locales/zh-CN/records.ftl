# 时间线、病历、单条记录与变化趋势的文字。

# 时间线
timeline-title = 时间线
timeline-today = 今天
timeline-undated = 日期不详
timeline-choose = 选择显示内容
timeline-kind = 类别
timeline-all-kinds = 全部
timeline-source = 来源
timeline-all-sources = 全部来源
timeline-year = 从哪一年往前看
timeline-newest = 最新
timeline-option = { $name }（{ $n }）
timeline-years = 跳到某一年
timeline-year-label = { $year } 年，共 { $n } 条
timeline-from-year = 正在显示 { $year } 年及以前的内容。
timeline-to-newest = 回到最新
timeline-fold = 当天 { $n } 条
timeline-fold-out = { $n } 条超出参考范围
timeline-fold-show = 展开
timeline-fold-hide = 收起
timeline-no-match = 没有符合条件的内容
timeline-no-match-text = 病历里有内容，但没有符合所选类别、来源和时间的。
timeline-show-all = 显示全部
timeline-empty = 这里还没有内容
timeline-empty-text = 请导入医院的病历，或者自己记一条。之后所有内容会按日期排列在这里。
timeline-empty-bring = 导入病历
timeline-empty-type = 记一条
timeline-hidden = 已隐藏的内容
timeline-hidden-title = 已隐藏的内容
timeline-hidden-lead = 这些内容是您隐藏的，不会在别处显示，也不会交给医生。
timeline-hidden-leave = 返回时间线
timeline-hidden-none = 没有隐藏任何内容
timeline-hidden-none-text = 您隐藏的内容会列在这里，随时可以恢复显示。
timeline-restore = 恢复显示
timeline-restored = “{ $title }”已恢复显示。
