# 各界面外框与通用部件的文字。

ui-app = 家康册
ui-loading = 请稍候……
ui-optional = （可不填）
ui-error-prefix = 错误：
ui-errors-title = 请先看这里
ui-error-unknown = 程序出错了。
ui-error-unknown-next = 没有任何内容被改动。请再试一次；如果仍然出错，请关闭家康册后重新打开。
ui-try-again = 再试一次
ui-undo = 撤销
ui-cancel = 取消
ui-close = 关闭
ui-dismiss = 收起
ui-save = 保存
ui-edit = 修改
ui-delete = 删除
ui-back = 返回
ui-next = 下一步
ui-done = 完成
ui-show = 显示
ui-hide = 隐藏
ui-copy = 复制
ui-print = 打印
ui-all = 全部显示
ui-toasts = 提示
ui-show-more-lines = 显示更多行（还有 { $n } 行）
ui-callout-info = 说明：
ui-callout-ok = 很好：
ui-callout-warn = 请注意：
ui-callout-alert = 重要：
ui-source = 来源：
ui-source-more = 另有 { $n } 处

# 日期
ui-date-year = 年
ui-date-month = 月
ui-date-day = 日
ui-date-today = 今天
ui-time = 时间
ui-time-now = 现在
ui-time-other = 其他时间

# 外框
ui-skip = 跳到正文
ui-places = 栏目
ui-place-home = 首页
ui-place-timeline = 时间线
ui-place-records = 病历
ui-place-track = 测量
ui-place-medicines = 用药
ui-place-share = 交给医生
ui-place-sources = 来源
ui-place-family = 家人
ui-place-settings = 设置
ui-help = 键盘说明
ui-tools = 字号、语言与锁定
ui-smaller = 缩小文字
ui-larger = 放大文字
ui-lock = 锁定
ui-sample = 这是供您试用的虚构家庭，内容都不是真的，也不会影响您自己的病历。
ui-leave-sample = 离开示例
ui-search-label = 在{ $name }的病历中查找
ui-search-placeholder = 查找：肾、血糖、二甲双胍……
ui-age = { $age } 岁
ui-person-about = { $age }，{ $relation }
ui-person-now = 病历：
ui-person-change = 切换家人
ui-person-add = 添加家人
ui-person-all = 全部家人

# 关系
ui-relation-self = 本人
ui-relation-mother = 母亲
ui-relation-father = 父亲
ui-relation-wife = 妻子
ui-relation-husband = 丈夫
ui-relation-partner = 伴侣
ui-relation-daughter = 女儿
ui-relation-son = 儿子
ui-relation-grandmother = 祖母或外祖母
ui-relation-grandfather = 祖父或外祖父
ui-relation-sister = 姐妹
ui-relation-brother = 兄弟
ui-relation-other = 其他人

# 按键
ui-keys-title = 按键
ui-keys-lead = 不用鼠标也能完成所有操作。按 Tab 往后，按 Shift 加 Tab 往前，按回车选定。
ui-key-search = 查找
ui-key-places = 前往左侧列表中的栏目
ui-key-back = 返回
ui-key-bp = 记血压
ui-key-glucose = 记血糖
ui-key-lock = 锁定
ui-key-close = 关闭当前窗口
ui-key-help = 显示本页

# 图表
ui-chart-chart = 图
ui-chart-table = 表
ui-chart-date = 日期
ui-chart-value = 数值
ui-chart-range = 报告上的参考范围
ui-chart-source = 来源
ui-chart-band = 检验报告上的参考范围
ui-chart-view = 显示方式
ui-chart-words = { $title }：共 { $count } 个数值，单位 { $unit }。表中有同样的数值。
ui-chart-upper = 高压
ui-chart-lower = 低压
ui-chart-period = 时间段
ui-chart-all = 全部
ui-chart-year = 最近一年
ui-chart-quarter = 最近三个月
ui-chart-none = 没有可以画成图的数值，请看表格。
