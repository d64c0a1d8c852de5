package advice

// ofPassing returns the explanations of the codes of conditions that pass without help.
func ofPassing() []entry {
	return []entry{
		{"0x80072322", "over 6,000 requests in five minutes", itWaits + "; publish more slowly if it lasts", runPublish},
		{"0x80072321", "over 20 minutes of execution in five minutes", itWaits + "; publish more slowly if it lasts", runPublish},
		{"0x80072326", "more requests at a time than Dataverse takes", itWaits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x80072327", "more requests at a time than Dataverse takes", itWaits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x8005f103", "too many requests", itWaits + "; publish more slowly if it lasts", runPublish},
		{"0x80044150", "the database failed, or found a deadlock", itWaits, ""},
		{"0x80044151", "the database took too long", itWaits, ""},
		{"0x80044339", "the database found a deadlock", itWaits, ""},
		{"0x8004ed47", "a lock was not given in time", itWaits, ""},
		{"0x80072300", "Dataverse asks to try later", itWaits, ""},
		{"0x80072301", "Dataverse asks to try later", itWaits, ""},
		{"0x80072031", "a process of Dataverse ended", itWaits, ""},
		{"0x80048542", "the database ran out of working space", itWaits, ""},
		{"0x8004418d", "no process is free to run a plug-in", itWaits, ""},
		{"0x8004418e", "no host is free to run a plug-in", itWaits, ""},
		{"0x80044171", "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80044172", "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80044173", "a plug-in took too long", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80081111", "a plug-in took longer than two minutes", itWaits + "; look at the plug-in if it lasts", ""},
		{"0x80081116", "plug-ins of the environment crash so often that they are held back", itWaits + "; look at the plug-ins if it lasts", ""},
		{"0x80048544", "the database holds a query back", itWaits, ""},
		{"0x80048549", "a large delete of related rows is running", itWaits, ""},
		{"0x80048555", "a large change of owners is running", itWaits, ""},
		{"0x80071151", "somebody is changing customizations, or installing a solution", itWaits, ""},
		{"0x8004b044", "the environment is being moved", itWaits, ""},
		{"0x8004a107", "a part of Dataverse is closed for a while", itWaits, ""},
		{"0x8004d253", "the environment is not ready yet", itWaits + "; ask Microsoft's support if it lasts", ""},
		{"0x80044352", "definitions changed since they were read", itWaits, ""},
		{"0x80040216", "Dataverse met an error that it does not explain", itWaits + "; ask Microsoft's support with the request id if it lasts", ""},
		{"0x80090412", "somebody is installing a solution", itWaits, ""},
	}
}
