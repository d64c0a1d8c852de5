package pacing

import "time"

// other is another client of the same user: it sends half of what the environment takes,
// steadily, and waits for a Retry-After.
type other struct {
	*world
	held time.Duration // the end of a Retry-After
}

// next sends a request, and plans the request after it.
func (o *other) next() {
	if o.now() >= otherUntil {
		return
	}
	o.at(time.Duration(o.dice.ExpFloat64()*float64(time.Second)/(o.Capacity()/2)), o.next)
	if o.now() < o.held {
		return
	}
	takes := o.takes(o.dice)
	o.send(takes, func(r answer) {
		if r.IsRefused {
			o.held = max(o.held, o.now()+r.RetryAfter)
			return
		}
		o.counts.others++
		o.counts.otherSeconds += takes.Seconds()
	})
}
