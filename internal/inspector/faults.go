package inspector

import (
	"encoding/json"
	"net/http"
	"strconv"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

type faultsView struct {
	Faults []dynamicstest.FaultSwitch `json:"faults"`
}

func (i *Inspector) faults(*http.Request) (view, error) {
	v := i.listFaults()
	return view{template: "faults", title: "Faults", section: "faults", json: v, data: v}, nil
}

func (i *Inspector) listFaults() faultsView { return faultsView{i.emulator.Faults()} }

// setFault switches a fault on for so many requests, for all with -1, or off with
// 0: by a form, or
// by {"name": …, "count": …}.
func (i *Inspector) setFault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Name  string
		Count int
	}
	var err error
	if isForm(r) {
		in.Name = r.PostForm.Get("name")
		in.Count, err = strconv.Atoi(r.PostForm.Get("count"))
	} else {
		err = json.NewDecoder(r.Body).Decode(&in)
	}
	if err != nil {
		err = refusef(http.StatusBadRequest, "switch a fault: expected its name, and a count that is a whole number")
	} else {
		err = i.emulator.SetFault(in.Name, in.Count)
	}
	i.switched(w, r, err)
}

func (i *Inspector) clearFaults(w http.ResponseWriter, r *http.Request) {
	i.emulator.ClearFaults()
	i.switched(w, r, nil)
}

func (i *Inspector) switched(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case err != nil:
		i.refuse(w, r, err)
	case wantsHTML(r):
		i.hub.tell("faults", 0)
		http.Redirect(w, r, Prefix+"/faults", http.StatusSeeOther)
	default:
		i.hub.tell("faults", 0)
		writeJSON(w, http.StatusOK, i.listFaults())
	}
}
