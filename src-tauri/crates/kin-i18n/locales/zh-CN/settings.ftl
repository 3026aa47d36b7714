# 设置与家人。

settings-title = 设置
settings-saved = 已保存。
settings-look = 语言与外观
settings-lang = 语言
settings-size = 字号
settings-size-standard = 标准
settings-size-large = 大字
settings-size-large-hint = 按钮也更大
settings-fine = 微调：用页面上方的 A− 和 A+ 一点点调整（现在是 { $percent }%）。
settings-fine-reset = 恢复到 100%
settings-theme = 颜色
settings-theme-system = 跟随电脑
settings-theme-light = 浅色
settings-theme-dark = 深色
settings-theme-contrast = 高对比度
settings-units = 填写时的单位
settings-glucose = 血糖
settings-weight = 体重
settings-units-note = 病历里已有的数值保留原来的单位。
settings-security = 锁与钥匙
settings-autolock = 自动锁定
settings-minutes = { $n ->
   *[other] { $n } 分钟不用后
  }
settings-passphrase = 更改密码
settings-passphrase-current = 现在的密码
settings-passphrase-do = 更改
settings-passphrase-done = 密码已更改，下次打开家康册时生效。
settings-recovery = 换一个恢复码
settings-recovery-text = 换了之后，旧的恢复码打不开家康册了，但以前的备份仍要用它。请准备好密码、纸和笔。
settings-recovery-do = 换恢复码
settings-recovery-done = 新的恢复码已生效。做好新的备份之前，请留着旧的那张纸：以前的备份只能用它打开。
settings-recovery-later = 恢复码已经换了，但您还没有写有它的纸。请尽快在设置里再换一个并写下来。
settings-check = 检查我的资料
settings-check-text = 确认保存的内容完好。快速检查会读每份病历的改动历史，以及其中三十二分之一的记录，每次读不同的部分。
settings-check-do = 现在检查
settings-check-full = 全部读一遍：每条记录、每份文件和原件（时间更长）
settings-check-busy = 正在检查……
settings-check-ok = 全部完好。
settings-check-ok-part = 读过的部分完好。要全部读一遍，请勾选上面的方框。
settings-check-bad = { $count ->
   *[other] 发现 { $count } 个问题。
  }
settings-help = 按键
settings-help-text = 不用鼠标也能完成所有操作。
settings-help-do = 查看按键
settings-about = 关于
settings-about-version = Kinfolio 家康册 { $version }
settings-about-people = 人数
settings-about-entries = 记录条数
settings-about-size = 在这台电脑上的大小
settings-about-keyholders = 可解锁的人数
settings-compact = 收回多余的空间
settings-compact-text = 撤回或清除内容后，所占的空间仍会保留。收回空间不会改变病历内容。
settings-compact-busy = 正在重新写入病历
settings-compact-done = 病历现占 { $after }，原先 { $before }。
settings-compact-none = 没有多余的空间。
settings-about-note = 您的病历加密保存，只在这台电脑上。家康册不提供医疗建议，一切以原始文件为准。
settings-sample = 您正在查看示例家庭。密码和恢复码属于您自己的病历，所以这里不显示。

family-title = 家人
family-lead = 每个人都有自己的病历，颜色表示打开的是谁的病历。
family-add = 添加家人
family-open = 打开病历
family-open-now = 已打开
family-edit = 修改
family-remove = 移除
family-remove-title = 移除{ $name }？
family-remove-text = { $name }的全部病历和文件都会从这台电脑上清除，无法恢复。
family-remove-backups = { $n ->
    [1] { $place }里还有一个备份存有这份病历（{ $newest }）。
   *[other] { $place }里还有 { $n } 个备份存有这份病历，最早的是 { $oldest }，最新的是 { $newest }。
  }把它们删掉，病历才完全没有。
family-remove-backups-none = { $place }里没有存有这份病历的备份。
family-remove-backups-away = 现在连不上您放备份的地方（{ $place }），那里的备份可能还存有这份病历。
family-remove-backups-elsewhere = 您放在别处的副本，以及其他能打开这份病历的人自己的备份，也可能存有它。
family-remove-type = 为确认无误，请输入姓名：{ $name }
family-remove-do = 清除{ $name }的病历
family-removed = { $name }的病历已清除。
family-entries = { $count ->
   *[other] 共 { $count } 条
  }
family-new = 添加家人
family-change = 修改{ $name }的信息
family-saved = { $name }：已保存。
family-added = 已添加{ $name }，病历已打开。
