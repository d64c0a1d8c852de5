package account

import "slices"

// Kept returns a list without its oldest items, if it has more than Keep.
func Kept[Item any](a *Account, list []Item) []Item {
	if a.Keep > 0 && len(list) > a.Keep {
		return slices.Delete(list, 0, len(list)-a.Keep)
	}
	return list
}
