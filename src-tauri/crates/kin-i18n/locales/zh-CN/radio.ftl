# 通过蓝牙读取血压计或血糖仪。

radio-title = 从设备读取测量值
radio-open = 从设备读取测量值
radio-about = 适用于带蓝牙的血压计和血糖仪。不会上传到网络；在您看过之前，什么都不会保存。
radio-untried = 尚未用真实设备试过。如果您的设备不能用，请手动输入，或导入设备的文件。

radio-state-absent = 本程序不能使用蓝牙。
radio-state-absent-do = 请手动输入测量值，或导入设备应用的文件。
radio-state-no-adapter = 这台电脑没有蓝牙，或蓝牙没有运行。
radio-state-no-adapter-do = 请插上蓝牙适配器再试。也可以手动输入，或导入设备应用的文件。
radio-state-off = 这台电脑的蓝牙关着。
radio-state-off-do = 请在电脑设置中打开蓝牙，然后再试。
radio-state-not-allowed = 这台电脑不允许家康册使用蓝牙。
radio-state-not-allowed-do = 请在电脑设置的“隐私”或“蓝牙”中允许，然后再试。
radio-try-again = 再试一次

radio-begin-1 = 把设备放在电脑旁边。
radio-begin-2 = 按设备上的蓝牙键或传输键，直到有标志闪烁。
radio-begin-3 = 然后点“搜索设备”。
radio-search = 搜索设备
radio-search-again = 重新搜索
radio-searching = 正在搜索设备……
radio-searching-hint = 请把设备放近。如果灯灭了，请再按一次按键。
radio-stop = 停止
radio-found-none = 没有找到设备。
radio-found-none-do = 设备开着吗？放得近吗？请按设备的蓝牙键，再搜索一次。有些设备要先在电脑的蓝牙设置里连接一次。如果设备正连着手机，请关掉手机的蓝牙。
radio-found = 找到的设备
radio-read = 读取这台设备
radio-read-named = 读取这台设备：{ $name }
radio-device-unnamed = 没有名称的设备
radio-measures-pressure = 血压计
radio-measures-glucose = 血糖仪
radio-signal-strong = 很近
radio-signal-fair = 在屋里
radio-signal-weak = 较远
radio-known = 本病历用过的设备
radio-last = 上次读取：{ $when }
radio-forget = 忘记
radio-forget-named = 忘记 { $name }
radio-forget-ask = 要忘记这台设备吗？
radio-forget-what = 已读取的测量值仍留在病历里。家康册将不再记得这些测量值是谁的。

radio-reading = 正在读取设备……
radio-reading-count = { $n ->
    [0] 正在等待设备……
   *[other] 已收到 { $n } 条信息
}
radio-reading-hint = 电脑可能会问是否允许连接：请选择“是”，并输入设备上显示的数字。

radio-into = 这些测量值将存入以下家人的病历
radio-into-other = 是别人的？
radio-early = 连接提前断开了。设备里可能还有测量值：请稍后再读一次，不会重复存入。
radio-nothing = 设备里没有测量值。
radio-nothing-do = 有些设备每个测量值只发送一次，而且只在测量后一分钟内发送。请再测一次，然后马上读取。
radio-nothing-new = 这台设备里的测量值都已在病历中。
radio-clock-title = 设备的时钟不准
radio-clock-differs = { $ahead ->
    [yes] 设备显示 { $device }，电脑显示 { $here }。设备快了{ $difference }。
   *[no] 设备显示 { $device }，电脑显示 { $here }。设备慢了{ $difference }。
}
radio-clock-future = 设备里有时间还没到的测量值，这些不会存入。请仔细核对其他测量值的时间。
radio-clock-ask = 哪个是对的？
radio-clock-shift = 所有时间都校正{ $difference }
radio-clock-shift-hint = 如果每次测量时，时钟都差这么多。
radio-clock-device = 测量值的时间本来就是对的
radio-clock-device-hint = 如果测量时，时钟是准的。
radio-clock-set = 也请把设备的时钟调准。
radio-clock-needed = 请先回答关于时钟的问题。
radio-users-title = 是谁的测量值？
radio-users-hint = 这台设备存有几个人的测量值。只能把其中一个人的存入本病历。
radio-user = 设备的用户 { $n }
radio-user-unknown = 没有用户编号
radio-user-count = { $n } 个测量值
radio-user-here = 以前存入过本病历
radio-user-elsewhere = 以前存入过{ $name }的病历
radio-user-needed = 请先选择是谁的测量值。
radio-user-strange = 这个用户的测量值以前没有存入过本病历。
radio-confirm-other = 对，这些测量值是{ $name }的
radio-confirm-needed = 请确认这些测量值是谁的。
radio-drafts = 测量值
radio-choose-all = 选择所有新的
radio-choose-none = 全部不选
radio-pulse = 脉搏 { $n }
radio-here = 已在本病历中
radio-elsewhere = 已在{ $name }的病历中
radio-when = 是什么时候测的？
radio-when-date = 日期
radio-when-time = 时间
radio-when-needed = 请填写每个所选测量值的测量时间。
radio-left-out = 未采用
radio-save = { $n ->
    [0] 保存
   *[other] 为{ $name }保存 { $n } 个测量值
}
radio-saved = { $n ->
    [0] 没有新的测量值。
   *[other] 已为{ $name }保存 { $n } 个测量值。
}
radio-saved-there = 有 { $n } 个本来就在病历中。
radio-undo = 撤回
radio-undone = 已撤回：病历恢复原样。
radio-done = 完成
radio-another = 读取另一台设备
radio-origin = { $name }（蓝牙）

radio-meal-fasting = 空腹
radio-meal-before = 餐前
radio-meal-after = 餐后
radio-meal-bedtime = 睡前

radio-days = { $n } 天
radio-hours = { $n } 小时
radio-minutes = { $n } 分钟

radio-doubt-moved = 设备发现测量时身体动了。
radio-doubt-loose = 设备提示袖带太松。
radio-doubt-position = 设备提示手臂高度不对。
radio-doubt-unusual = 这个值不常见，对吗？
radio-doubt-old = 时间很久远，日期对吗？
radio-doubt-no-time = 设备没有说明测量时间。

radio-left-no-value = { $n } 次测量失败：设备报错，没有数值。
radio-left-control = { $n } 次质控液测试：不是任何人的血糖。
radio-left-fault = { $n } 次测量有故障，设备已发现。
radio-left-broken = { $n } 条无法理解的信息。
radio-left-kpa = { $n } 个以 kPa 为单位的测量值。请把设备改为 mmHg，或手动输入。
radio-left-other-sample = { $n } 个测量值不是用指尖血测的。
radio-left-no-number = 有 { $n } 次血糖仪只显示 HI 或 LO。这可能有危险：请查看血糖仪，并手动输入。
radio-left-implausible = { $n } 个活人不可能有的值。
radio-left-upside-down = { $n } 个测量值的高压不高于低压。
radio-left-other-unit = { $n } 个与单位不符的值。
radio-left-future = { $n } 个测量值的时间还没到：设备的时钟不准。

problem-time-needed = 需要填写几点几分
problem-two-users = 这些是设备两个用户的测量值；请分别保存

err-radio-none = 这台电脑没有家康册可以使用的蓝牙。
rec-radio-none = 请插上蓝牙适配器再试，或手动输入测量值。
err-radio-off = 这台电脑的蓝牙关着。
rec-radio-off = 请在电脑设置中打开蓝牙，然后再试。
err-radio-not-allowed = 这台电脑不允许家康册使用蓝牙。
rec-radio-not-allowed = 请在电脑设置中允许，然后再试。
err-radio-no-answer = 设备没有应答。什么都没有保存。
rec-radio-no-answer = 请再按一次设备的蓝牙键，放近一些，并关掉正在连接该设备的手机蓝牙，然后再试。
err-radio-not-paired = 这台设备要先与电脑连接。什么都没有保存。
rec-radio-not-paired = 请打开电脑的蓝牙设置，选择这台设备，输入设备上显示的数字，然后回到这里。
err-radio-other = 设备的应答与预期不符。什么都没有保存。
rec-radio-other = 请再试一次。如果仍然这样，请手动输入，或导入设备应用的文件。
err-radio-gone = 这台设备或它发来的内容已不在这里。什么都没有保存。
rec-radio-gone = 请重新搜索并读取设备。
err-radio-other-person = 这台设备的测量值以前存入过别人的病历。什么都没有保存。
rec-radio-other-person = 请核对上面的名字。如果确实是这个人的测量值，请在那里确认。
