package dynamicstest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// settleState keeps statecode and statuscode in step: a new state brings its
// default status, and a status must be one of the state's. A new row begins in its
// first state, whatever the body says of it.
func (ch *change) settleState() error {
	t := ch.row.table
	if len(t.States) == 0 || !ch.set["statecode"] && !ch.set["statuscode"] {
		return nil
	}
	if ch.before == nil {
		ch.row.setInteger("statecode", 0)
	}
	state, status := ch.row.integer("statecode"), ch.row.integer("statuscode")
	if ch.set["statecode"] && !ch.set["statuscode"] {
		ch.row.setInteger("statuscode", t.States[state][0])
		return nil
	}
	if !slices.Contains(t.States[state], status) {
		return refuse(http.StatusBadRequest, "0x80048408", "%d is not a valid status code for state code %d on %s with Id %s.", status, state, t.Name, ch.row.id)
	}
	return nil
}

func (r *row) integer(column string) int {
	n, _ := r.cells[column].(json.Number)
	i, _ := strconv.Atoi(string(n))
	return i
}

func (r *row) setInteger(column string, n int) { r.cells[column] = json.Number(strconv.Itoa(n)) }
