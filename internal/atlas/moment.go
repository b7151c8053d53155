package atlas

// A time may stand in many forms in a text, and is found by one: that of SQLite's own functions, in UTC.
const (
	writtenDay = "typeof(%) = 'text' AND % GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(%, 1, 10)) = substr(%, 1, 10)"

	// wholeDay is a time that is a midnight of UTC's.
	wholeDay = writtenDay + " AND " + moment + " GLOB '* 00:00:00'"

	// moment is a time as drey writes it; NULL where SQLite cannot tell what it says. Its functions count no further than to milliseconds, so
	// that the fraction goes round them, and they read offsets of hours and minutes with a colon between: Go's and PostgreSQL's get one.
	moment = "(SELECT datetime(" + zoned + ") || drey_fraction FROM (SELECT " + unbroken + " AS drey_time, " + fraction + " AS drey_fraction))"

	unbroken = "CASE WHEN instr(%, '.') > 0 THEN substr(%, 1, instr(%, '.') - 1) || ltrim(substr(%, instr(%, '.')), '.0123456789') ELSE % END"
	fraction = "CASE WHEN instr(%, '.') > 0 THEN rtrim(rtrim(substr(%, instr(%, '.'), min(7, length(substr(%, instr(%, '.'))) - " +
		"length(ltrim(substr(%, instr(%, '.')), '.0123456789')))), '0'), '.') ELSE '' END"
	zoned = "CASE WHEN drey_time GLOB '????-??-?????:??*[+-][0-9][0-9]' THEN drey_time || ':00' " +
		"WHEN drey_time GLOB '????-??-?? ??:??:?? [+-][0-9][0-9][0-9][0-9] *' " +
		"THEN substr(drey_time, 1, 19) || substr(drey_time, 21, 3) || ':' || substr(drey_time, 24, 2) ELSE drey_time END"
)
