-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step change table doors: unlogged goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step change table keys: unlogged goes
-- zmig:hazard {"risk":"MEDIUM","reasons":["a value of another type than its column's is refused"],"down":"exact"}

-- zmig:step change table pages: becomes unlogged
-- zmig:hazard {"risk":"HIGH","reasons":["rows are not logged, so that a crash takes them"],"down":"exact"}

-- zmig:step change table visits: becomes unlogged
-- zmig:hazard {"risk":"HIGH","reasons":["rows are not logged, so that a crash takes them"],"down":"exact"}
