package advice

// ofDefinitions returns the explanations of the codes of new tables, columns and keys, of
// images and choices, and of system jobs.
func ofDefinitions() []entry {
	return []entry{
		{"0x8004700b", "another table has the name of the new table", "choose another name", ""},
		{"0x80047013", "the new table has two columns with one name", "choose another name", ""},
		{"0x8004701e", "the new table has two primary name columns", "keep IsPrimaryName of one column", ""},
		{"0x80060893", "another alternate key of the table has the name", "choose another name, or use the key", ""},
		{"0x80060894", "another alternate key of the table has the same columns", "use the other key", ""},
		{"0x8006088f", "the table cannot have the alternate key", "choose other columns for the key", ""},
		{"0x80072553", "an image is too large, or no GIF, JPEG, PNG, BMP or TIFF", "publish another image", ""},
		{"0x80090487", "a create sets an image that is not the primary image of the table", "publish the image as an update", ""},
		{"0x80050222", "a column has more than 150 options", "publish fewer options", ""},
		{"0x80050224", "rows cannot be ordered by a column that takes several options", "order by another column", ""},
		{"0x8004d2a0", "a job of BulkDelete recurs otherwise than daily", "begin RecurrencePattern with FREQ=DAILY", ""},
		{"0x8004e100", "RecurrencePattern of a job cannot be read", "write it as FREQ=DAILY;INTERVAL=1", ""},
	}
}
