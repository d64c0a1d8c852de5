package advice

// ofPrivileges returns the explanations of the codes that name a missing privilege.
func ofPrivileges() []entry {
	const (
		grant   = "give their role the privilege that the reason names, then redrive"
		profile = "give them a column security profile that lets them, then redrive"
		hold    = "give their role the privilege, or leave the status out; then redrive"
	)
	return []entry{
		{"0x80040220", "a privilege is missing: of the application user, or of the user acted for", grant, runAppUser},
		{"0x80048306", "the user has no access to this row or message", "give their role the privilege, or share the row, then redrive", runAppUser},
		{"0x80040231", "the new owner of the row lacks a privilege on its table", "give the new owner a role that may read the table, or name another owner; then redrive", ""},
		{"0x80048405", "the user has no access to this row", "give their role a deeper privilege, then redrive", runAppUser},
		{"0x80040204", "the user lacks the privilege for this action", grant, runAppUser},
		{"0x80040277", "the user may not do this", grant, runAppUser},
		{"0x8004020d", "the access rights that the message names are not valid", "correct them", ""},
		{"0x8004049e", "the user or team that the message names is not valid", "correct its id", ""},
		{"0x800404bb", "the depth of a privilege that the message names is not valid", "correct it", ""},
		{"0x8004ed43", "that privilege cannot be given or taken like this", "change the role in the Power Platform admin center", ""},
		// Secured columns.
		{"0x8004f502", "the user may not fill a secured column of a new row", profile, ""},
		{"0x8004f503", "the user may not share a secured column", profile, ""},
		{"0x8004f504", "the user may not read a secured column", profile, ""},
		{"0x8004f506", "the user may not search by a secured column", profile, ""},
		{"0x8004f507", "the user may not change a secured column", profile, ""},
		{"0x8004f50d", "the user may not change how a column is secured", profile, ""},
		// Privileges of only some tables and actions.
		{"0x80055000", "the user may not put a case on hold", hold, ""},
		{"0x80055002", "the user may not apply a service level agreement to a case", grant, ""},
		{"0x80055004", "the user may not put this row on hold", hold, ""},
		{"0x80060851", "the user may not say whether a case uses up the terms of an entitlement", grant, ""},
		{"0x80045301", "the user may not merge these rows", grant, ""},
		{"0x80040520", "the owner of the queue may not work with it", "give the owner of the queue a role that may, then redrive", ""},
		{"0x80040521", "the worker may not work on items of the queue, or the queue is inactive", "give the worker a role that may, activate the queue, or name another; then redrive", ""},
		{"0x80040522", "the queue is inactive, or the worker may not work on its items", "activate the queue, give the worker a role that may, or name another; then redrive", ""},
		{"0x8004050d", "the new owner may not reject a lead", "give the new owner a role that may, or name another owner; then redrive", ""},
		{"0x8004480d", "the user may not send email as another", "let the sender allow it in their personal options, then redrive", ""},
		{"0x8004480f", "the user may not send email as the queue", grant, ""},
		{"0x80081018", "the user may not create the account of a qualified lead", "give their role the privilege to create accounts, then redrive", ""},
		{"0x80048342", "the user to join a team lacks a privilege", "give that user's role the privilege, then redrive", ""},
		{"0x8004e027", "the user may not write the row of a rollup column", grant, ""},
	}
}
