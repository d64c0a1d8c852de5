package chaos

import "net/http"

// sensors is the entity set of an elastic table.
const sensors = "contoso_sensordatas"

// elastics returns the kinds of messages about rows of an elastic table. The id and the
// partition identify such a row.
func elastics() []messageKind {
	return []messageKind{
		{"elastic, create", 24, (*plan).elasticCreate},
		{"elastic, update", 16, (*plan).elasticUpdate},
		{"elastic, upsert that replaces", 16, (*plan).elasticUpsert},
		{"elastic, delete", 16, (*plan).elasticDelete},
	}
}

// partition returns the partition of the message's row. It is empty for every second
// message: the partition of such a row is its id.
func (m *message) partition() string {
	if m.n%2 == 0 {
		return ""
	}
	return []string{"dev-1", "it's dev-2", "dev 3"}[m.n%3]
}

// inPartition adds the partition to cells, where there is one.
func (m *message) inPartition(cells map[string]any) map[string]any {
	if p := m.partition(); p != "" {
		cells["partitionid"] = p
	}
	return cells
}

func (p *plan) elasticCreate(m *message) map[string]any {
	m.elastic, m.makes, m.set = true, true, sensors
	m.cells = m.inPartition(map[string]any{"contoso_deviceid": m.mark(), "contoso_value": m.n})
	fields := map[string]any{"operation": "create", "entitySet": sensors, "data": m.sent()}
	if p.testRun.random("given", m.n).IntN(3) == 0 {
		m.intent.id = p.testRun.guid("given", m.n)
		fields["id"] = m.intent.id
	}
	return fields
}

// elasticRow makes a row in the message's partition.
func (p *plan) elasticRow(m *message) {
	m.elastic, m.set = true, sensors
	m.intent.id = p.row(sensors, m.inPartition(map[string]any{"contoso_deviceid": "before", "contoso_sensortype": "before"}))
}

// byKey names the row by its id and partition.
func (m *message) byKey() map[string]any {
	return map[string]any{"contoso_sensordataid": m.intent.id, "partitionid": m.partition()}
}

func (p *plan) elasticUpdate(m *message) map[string]any {
	p.elasticRow(m)
	m.cells = map[string]any{"contoso_deviceid": m.mark()}
	fields := map[string]any{"operation": "update", "entitySet": sensors, "id": m.intent.id, "data": m.inPartition(m.sent())}
	if m.partition() != "" && p.testRun.random("by key", m.n).IntN(2) == 0 {
		delete(fields, "id")
		fields["key"], fields["data"] = m.byKey(), m.sent()
	}
	return fields
}

// elasticUpsert replaces the whole row.
func (p *plan) elasticUpsert(m *message) map[string]any {
	p.elasticRow(m)
	m.makes = true
	m.cells = m.inPartition(map[string]any{"contoso_deviceid": m.mark(), "contoso_value": m.n})
	return map[string]any{"operation": "upsert", "entitySet": sensors, "id": m.intent.id, "data": m.sent()}
}

func (p *plan) elasticDelete(m *message) map[string]any {
	p.elasticRow(m)
	m.deletes = true
	fields := map[string]any{"operation": "delete", "entitySet": sensors, "id": m.intent.id}
	if m.partition() != "" {
		delete(fields, "id")
		fields["key"] = m.byKey()
	}
	return fields
}

// afterTheWrite is a plug-in that rejects a write after the row of an elastic table is
// written. Nothing reverses the write.
func (x *requestTrace) afterTheWrite() (f fault, meets bool) {
	if !x.write || x.has(func(m *message) bool { return !m.elastic || m.requests > mostFaults }) != nil || x.random("plug-in").IntN(12) > 0 {
		return fault{}, false
	}
	f = errorResponse("elastic: a plug-in says no after the write", http.StatusBadRequest, "0x80040265", "")
	f.after = true
	for _, m := range x.messages {
		m.rejectedAfterWrite = true
	}
	return f, true
}
