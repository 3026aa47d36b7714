# 设备和应用的文件：对表格的提问（ask-…）、说明（finding-…）。

ask-title = 关于这个文件有一个问题
ask-title-several = 关于这个文件有几个问题
ask-lead = 文件里没有写明，我们不猜。您的回答会记住，下次同类文件不再问。
ask-date-order = 哪个数字是年，哪个是月，哪个是日？
ask-unit = “{ $column }”这一列的数值是什么单位？
ask-column = “{ $column }”这一列是什么？
ask-column-number = 第 { $number } 列
ask-table-number = 第 { $number } 个表
ask-in-table = “{ $table }”里：{ $text }
ask-examples = 文件里的例子：{ $examples }
ask-read-as = { $choice }：{ $example }
ask-pick = 请选择
ask-answer = 按这些回答读取文件
ask-person = 这个文件没有写是谁的，请选择是哪一位。
ask-choice-day-month = 日在前
ask-choice-month-day = 月在前
ask-choice-year-month = 年在前
ask-choice-time = 日期和时间
ask-choice-date = 日期
ask-choice-clock = 时间
ask-choice-systolic = 高压（收缩压）
ask-choice-diastolic = 低压（舒张压）
ask-choice-blood-pressure = 血压，两个值写在一起（120/80）
ask-choice-pulse = 脉搏
ask-choice-glucose-meter = 指尖血糖
ask-choice-glucose-sensor = 动态血糖（传感器）
ask-choice-weight = 体重
ask-choice-temperature = 体温
ask-choice-oxygen = 血氧饱和度
ask-choice-steps = 步数
ask-choice-hba1c = 糖化血红蛋白
ask-choice-insulin = 胰岛素
ask-choice-carbs = 碳水化合物
ask-choice-meal = 餐前或餐后
ask-choice-unit = 数值的单位
ask-choice-control = 质控液测试的标记
ask-choice-device = 设备
ask-choice-note = 备注
ask-choice-skip = 不读这一列

finding-questions-open = 这个文件有问题需要先回答（{ $detail }）。里面的内容还没有导入。
finding-device-file-damaged = 这个文件已损坏，或者不完整。
finding-rows-without-value = 有 { $detail } 行没有测量值。它们仍在文件里，文件已保存。
finding-zone-assumed = 文件没有写时区，按这台电脑的时区（{ $detail }）处理。
finding-doubled-records = 文件里有 { $detail } 个血压值重复出现，每个只取一次。
finding-health-connect-not-read = 这个 Health Connect 导出文件里的数值没能读出来，文件已保存。可以看看测量用的那个应用能不能导出表格（CSV），表格是可以读取的。
finding-health-connect-part = 这个导出文件里按时间段累计的和另外几类数据没有读取（{ $detail }）。它们仍在文件里，文件已保存。
finding-google-fit-part = 这个文件里有一部分没有读取（{ $detail }）。
finding-device-file-not-kept = 这个文件大于 { $detail } MB，没有和数值一起保存。请您另外保存好。
finding-control-solution = { $place }：这是质控液的测试，不是您的数值（{ $detail }）。
finding-device-error = { $place }：设备显示没有测成（{ $detail }）。
finding-not-a-number = { $place }：这不是数字（{ $detail }）。
finding-no-time = { $place }：时间读不出来（{ $detail }）。
finding-bp-half = { $place }：两个血压值缺了一个。
finding-bp-kpa = { $place }：这个血压以千帕为单位，本软件不换算（{ $detail }）。请按毫米汞柱手动记下。
finding-no-unit = { $place }：没有写明这个数值的单位（{ $detail }）。
finding-bp-upside-down = { $place }：低压没有低于高压。
finding-implausible = { $place }：人不会有这样的数值。
finding-other-unit = { $place }：这个数值像是另一种单位。
finding-record-unreadable = { $place }：文件里的这一行读不出来。

cli-arg-table-answers = 回答关于表格的问题：KEY=VALUE，按提问里的写法（可重复）
cli-answer-form = 回答的写法是 KEY=VALUE，按提问里写的那样。

sources-kind-device-table = 设备或应用导出的表格
sources-kind-device-sheet = 电子表格
sources-kind-apple-health = 苹果“健康”导出的文件
sources-kind-health-connect = 谷歌导出的文件（Health Connect 或 Fit）
sources-kind-google-fit = Google Fit 导出的文件
