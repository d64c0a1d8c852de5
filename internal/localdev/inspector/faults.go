package inspector

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator"
)

// faultsView is all faults. The groups have the faults that fit the search.
type faultsView struct {
	Faults []emulator.FaultSwitch `json:"faults"`

	Query  string       `json:"-"`
	On     int          `json:"-"` // faults that are on
	Groups []faultGroup `json:"-"`
}

// faultGroup is the faults of one kind.
type faultGroup struct {
	Name   string
	Faults []emulator.FaultSwitch
}

func (i web) faults(r *http.Request) (view, error) {
	v := faultsView{Faults: i.emulator.Faults(), Query: r.FormValue("q")}
	for _, f := range v.Faults {
		if f.Left != 0 {
			v.On++
		}
		if !hasWords(f.Name+" "+f.What+" "+f.Group, v.Query) {
			continue
		}
		at := slices.IndexFunc(v.Groups, func(g faultGroup) bool { return g.Name == f.Group })
		if at < 0 {
			at, v.Groups = len(v.Groups), append(v.Groups, faultGroup{Name: f.Group})
		}
		v.Groups[at].Faults = append(v.Groups[at].Faults, f)
	}
	return view{template: "faults", title: "Faults", section: "faults", json: v, data: v}, nil
}

// hasWords reports whether a text has every word of a search, in either case.
func hasWords(text, search string) bool {
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(search)), func(w string) bool { return !contains(text, w) })
}

// setFault switches a fault on for a number of requests, or for all requests with -1. 0
// switches it off. The request is a form, or {"name": …, "count": …}.
func (i web) setFault(w http.ResponseWriter, r *http.Request) {
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

func (i web) clearFaults(w http.ResponseWriter, r *http.Request) {
	i.emulator.ClearFaults()
	i.switched(w, r, nil)
}

func (i web) switched(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case err != nil:
		i.refuse(w, r, err)
	case wantsHTML(r):
		i.hub.tell("faults", 0)
		http.Redirect(w, r, Prefix+"/faults"+search(r.PostForm.Get("q")), http.StatusSeeOther)
	default:
		i.hub.tell("faults", 0)
		writeJSON(w, http.StatusOK, faultsView{Faults: i.emulator.Faults()})
	}
}
