/** Words for values that the gateway names, in groups. */
export const words = {
  priority: { fire: '火警', 1: '危急', 2: '高', 3: '中', 4: '低' },
  system: {
    fire: '消防', power: '供配电', water: '给排水', lift: '电梯', security: '安防', climate: '环境空调', lighting: '照明', meters: '计量', other: '其他',
  },
  condition: { active: '持续中', returned: '已恢复' },
  alarm_filter: { open: '未结', active: '持续中', held: '被抑制', all: '全部历史' },
  quality: { good: '正常', stale: '过期', bad: '不可信' },
  device: { online: '在线', offline: '离线', out_of_service: '停用' },
  role: { operator: '值班员', guard: '秩序员', engineer: '维修员', frontdesk: '前台', manager: '经理', admin: '管理员' },
  ticket_state: {
    new: '待派单', dispatched: '已派单', accepted: '已接单', arrived: '已到场', on_hold: '挂起', resolved: '已修复',
    verified: '已验收', closed: '已关闭', cancelled: '已取消',
  },
  urgency: { emergency: '急修', ordinary: '报修', appointment: '预约' },
  source: { alarm: '报警', patrol: '巡逻', inspection: '巡检', upkeep: '保养', frontdesk: '前台' },
  step: {
    assign: '派单', accept: '接单', reject: '退单', arrive: '到场', hold: '挂起', resume: '恢复处理', resolve: '修复',
    verify: '验收', reopen: '重新打开', cancel: '取消工单', rate: '回访评分',
  },
  event: {
    created: '创建', assign: '派单', dispatched: '自动派单', dispatch: '自动派单', accept: '接单', reject: '退单', arrive: '到场', hold: '挂起',
    resume: '恢复处理', resolve: '修复', verify: '验收', close: '关闭', reopen: '重新打开', cancel: '取消工单', rate: '回访评分',
    repeat: '再次报警', repeated: '再次报警', alarm_returned: '报警已恢复', breached: '超时', breach: '超时', escalated: '已升级',
  },
  who: { system: '系统' },
  trade: { any: '不限', plumbing: '给排水', electrical: '电气', hvac: '暖通空调', instruments: '仪表', general: '综合' },
  sound: { ready: '声音已开', sounding: '正在鸣响，点击静音', silenced: '已静音', blocked: '声音被浏览器阻止' },
  service: { ok: '正常', away: '中断', unused: '未使用' },
  connection: { up: '已连接', connecting: '连接中', waiting: '等待重试', closed: '已关闭' },
  health: { ok: '正常', degraded: '降级运行' },
} as const
