# 家中跟踪测量所用的词句：血压、血糖、图表。

# 一周测量，逐日。
bp-part-morning = 早晨
bp-part-evening = 晚上
bp-sitting-done = 已完成
bp-sitting-due = 现在
bp-sitting-ahead = 还没到
bp-sitting-short = 只有 { $n } 个读数
bp-sitting-missed = 没有测
bp-next-now = 现在（{ $part }）：还要测 { $n } 次{ $hours }
bp-next-today = 下一次：今天{ $part }，测 { $n } 次{ $hours }
bp-next-tomorrow = 下一次：明天{ $part }，测 { $n } 次{ $hours }
bp-next-later = 下一次：{ $date }{ $part }，测 { $n } 次{ $hours }
bp-next-hours = （最好在 { $hours }）
bp-posture-1 = 坐在椅子上，背靠椅背，双脚平放在地上。
bp-posture-2 = 手臂平放在桌上，袖带与心脏同高。
bp-posture-3 = 不要跷二郎腿。
bp-posture-4 = 安静休息，休息和测量时都不要说话。

form-bp-position = 测量时的姿势
form-bp-sitting = 坐着
form-bp-lying = 躺着
form-bp-standing = 站着
form-bp-medicine = 这个时段的药
form-bp-before = 还没用药
form-bp-after = 已经用了
form-bp-irregular = 脉搏不齐
problem-incomplete = 两个数字缺了一个（例如 128/82）
problem-not-understood = 看不明白，请写成 128/82 70 这样
problem-kilopascal = 请用 mmHg 填写
problem-too-many = 一次最多六个读数
bp-quick-more = 手臂、姿势、用药、时间和备注
bp-quick-pulse = 脉搏 { $n }
bp-quick-irregular = 不齐
bp-quick-apart = 多个读数按间隔一分钟保存。
bp-guide-open = 一步步来
bp-guide-title = 一步步测血压
bp-guide-sound = 时间到了发出声音
bp-guide-rest = 休息 { $n } 分钟
bp-guide-rested = 已经休息好了
bp-guide-resting = 请安静休息，不要说话。
bp-guide-between = 保持不动，等待下一次测量。
bp-guide-now = 现在就测
bp-guide-measure = 第 { $n } 次，共 { $of } 次：请按血压计的按钮，然后填写显示的数字。
bp-guide-done = 完成，这次的读数都已保存。
bp-week-title = 七天测量
bp-week-why = 单次读数有高有低。连续七天早晚测量，得到的平均值才能让医生放心参考。
bp-week-rules = 按哪种规则？
bp-week-protocol = 测量方案
bp-week-scheme = 判断平均值的标准
bp-week-start = 今天开始
bp-week-end = 结束这次测量
bp-week-end-title = 结束七天测量？
bp-week-end-text = 所有读数都会保留，随时可以重新开始。
bp-week-measure = 现在测量
bp-week-day = 日期
bp-week-morning = 早晨
bp-week-evening = 晚上
bp-week-overall = 全部
bp-week-today = 今天
bp-week-dropped = 不计入平均
bp-week-says = 读数说明什么
bp-week-mean = 平均（mmHg）
bp-week-deviation = 标准差
bp-week-readings = 读数
bp-week-unconfirmed = 依据二手资料

# 图表。
chart-event-medicine-started = 开始用：{ $what }
chart-event-visit = 就诊：{ $what }
chart-limit-home = { $value }：家庭血压界限（{ $source }）
chart-target = 目标范围（{ $source }）

# 一页报告。
paper-bp-title = 家庭血压
paper-glucose-title = 家庭血糖
paper-no-mean = 还没有平均值
paper-bp-readings = 这一周的全部读数
paper-bp-limits = 虚线为家庭血压界限
paper-figures = 数值
paper-bp-days = 逐日
paper-bp-days-aside = 每次测量的平均（读数个数）
paper-quality = 请注意
paper-bp-method = 方法：{ $plan }方案：{ $protocol }。界限：{ $scheme }。平均值取所有计入的读数，不是每日平均的平均；标准差按 n − 1 计算。
paper-unconfirmed = 这些规则依据二手资料。
paper-glucose-answer = { $percent } % 在范围内
paper-glucose-meaning = 平均 { $mean } { $unit } · { $days } 天共 { $n } 个读数
paper-share-of = 各范围{ $of }占比
paper-share = { $text }：{ $percent } %（{ $n }）
paper-mean = 平均
paper-deviation = 标准差
paper-variation = 变异系数
paper-lowest = 最低
paper-highest = 最高
paper-per-day = 每天读数
paper-active = 传感器工作时间
paper-gmi = 估计的糖化血红蛋白（GMI）
paper-profile = 一天的百分位曲线：中位数、25–75 %、5–95 %
paper-modal = 按钟点：平均、最低和最高
paper-median = 中位数
paper-hour-mean = 平均
paper-glucose-method = 方法：范围和目标依据 { $source }，按测量时的单位判断。百分位按每刻钟计算，各天叠加。

# 命令行。
cli-help-bp-check = 正在进行的七天测量。JSON：running, over, days[date, morning, evening], next, report
cli-help-bp-check-start = 开始，从今天或指定的一天
cli-help-bp-check-show = 看看进行到哪里
cli-help-bp-check-end = 结束；所有读数都保留
cli-arg-position = 测量时的姿势
cli-arg-medicine = 那个时段的药服用前还是服用后
cli-arg-irregular = 脉搏不齐
cli-bp-no-check = 没有正在进行的七天测量。

# 血糖界面与可保存的报告页。
glucose-says = 读数说明什么
glucose-period = 看哪段时间？
glucose-days = { $n } 天
glucose-ranges = 范围和目标
glucose-set-adult-2019 = 成人：3.9–10.0 mmol/L（70–180 mg/dL）
glucose-set-older-2019 = 年长或风险较高：3.9–10.0 mmol/L，目标不同
glucose-set-pregnancy-type-1-2019 = 1 型糖尿病孕妇：3.5–7.8 mmol/L（63–140 mg/dL）
paper-save = 存为给医生看的一页
paper-saved = 已保存。

ui-chart-week = 最近一周
ui-chart-month = 最近一个月
ui-chart-window = 在时间上移动
ui-chart-earlier = 更早
ui-chart-later = 更晚
ui-chart-closer = 放大
ui-chart-wider = 缩小
ui-chart-nothing = 这段时间没有数值。
ui-chart-many = 这段时间有 { $n } 个读数。图上画的是每一时刻的最低和最高值；放大后可以看到每一个。
bp-week-part = 时段
track-all-values = 全部数值和来源
series-glucose-sensor = 传感器血糖
ui-chart-events = 这段时间的就诊和用药（{ $n }）
