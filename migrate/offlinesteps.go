package migrate

import (
	"fmt"
	"regexp"
	"slices"
)

// offline is a step as statements for somebody else to send, with the row that records it, which is there where it was begun.
func (m *Migrator) offline(n *node, s *script, at progress, begun bool) []string {
	if !s.transactional {
		return m.offlineAlone(n, s, at)
	}
	last := m.versions.insert(n)
	switch {
	case at.down:
		last = m.versions.delete(n.ID)
	case begun:
		last = m.versions.update(n)
	}
	return slices.Concat([]string{"BEGIN", m.versions.create()}, s.statements, m.resets(s), []string{last, "COMMIT"})
}

// resets undo what a script sets for its session, which the row that records it is not written with.
func (m *Migrator) resets(s *script) []string {
	if m.changesSettings(s) {
		return []string{"RESET SESSION AUTHORIZATION", "RESET ALL"}
	}
	return nil
}

// changesSettings reports whether a script sets something for its session, as far as its text tells.
func (m *Migrator) changesSettings(s *script) bool {
	return m.versions.postgres && slices.ContainsFunc(s.statements, func(text string) bool { return m.sets(text) || setsWithin.MatchString(text) })
}

// setsWithin finds what sets something in the text of a block or function.
var setsWithin = regexp.MustCompile(`(?i)\bset_config\s*\(|\bSET\s+(?:SESSION\s+)?search_path\b`)

// The table of versions is found by the search path that the script began with: for the length of a transaction, which ends with the
// counting.
const (
	keepPath = "SELECT set_config('drey.search_path', current_setting('search_path'), false)"
	ownPath  = "SELECT set_config('drey.script_path', current_setting('search_path'), true), set_config('search_path', current_setting('drey.search_path'), true)"
	theirs   = "SELECT set_config('search_path', current_setting('drey.script_path'), true)"
)

// offlineAlone is a step without a transaction. Whoever sends it may go on behind an error: so each statement is counted by what can only
// happen where it did, and the step is recorded where all were counted.
func (m *Migrator) offlineAlone(n *node, s *script, at progress) []string {
	var list []string
	switch {
	case at.half(): // it has begun
	case at.down:
		list = []string{m.versions.progress(n.ID, at, progress{down: true}, s.sum(0))}
	default:
		list = []string{m.versions.create(), m.versions.begin(n, s.sum(0))}
	}
	sets := m.changesSettings(s)
	if sets {
		list = append(list, keepPath)
	}
	counted := progress{down: at.down, done: at.done}
	for i, text := range s.statements {
		if m.sets(text) {
			list = append(list, text) // is counted with what follows it
			continue
		}
		if i < at.done {
			continue
		}
		is := progress{down: at.down, done: i + 1}
		list = append(list, m.counted(text, m.versions.progress(n.ID, counted, is, s.sum(i+1)), m.versions.reached(n.ID, counted), sets)...)
		counted = is
	}
	return slices.Concat(list, m.resets(s), []string{m.versions.whole(n, counted)})
}

// counted is a statement with the note that counts it, where what came before it was counted. sets says that the script sets something for
// its session.
func (m *Migrator) counted(text, note, reached string, sets bool) []string {
	done := "true"
	switch {
	case !m.versions.postgres:
		return []string{text, note}
	case createIndex.MatchString(text):
		found := createIndex.FindStringSubmatch(text)
		done = "EXISTS (SELECT 1 FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(" + m.versions.literal(found[2]+found[1]) + ") AND indisvalid)"
	case dropIndex.MatchString(text) && noTransaction.MatchString(text):
		done = "to_regclass(" + m.versions.literal(dropIndex.FindStringSubmatch(text)[1]) + ") IS NULL"
	case noTransaction.MatchString(text):
		text = "-- nothing can tell whether the next statement failed: see that the client stops where it does\n" + text
	case sets:
		return []string{"BEGIN", ownPath, reached, theirs, text, ownPath, note, "COMMIT"}
	default:
		return []string{"BEGIN", reached, text, note, "COMMIT"}
	}
	switch {
	case sets: // an index is looked for where the script finds it
		return []string{text, "BEGIN", "SELECT set_config('drey.done', CAST(" + done + " AS text), true)", ownPath, note + " AND current_setting('drey.done') = 'true'", "COMMIT"}
	case done != "true":
		note += " AND " + done
	}
	return []string{text, note}
}

// noTransaction are statements that PostgreSQL refuses in a transaction, or that may end it.
var noTransaction = regexp.MustCompile(`(?is)^\s*(?:(?:--[^\n]*\n|/\*.*?\*/)\s*)*(?:VACUUM|CLUSTER|REINDEX|CALL|DO\b|CHECKPOINT|ALTER\s+SYSTEM|ALTER\s+DATABASE` +
	`|(?:CREATE|ALTER|DROP)\s+(?:SUBSCRIPTION|DATABASE|TABLESPACE)|\w.*\bCONCURRENTLY\b)`)

// reached fails where a revision without a transaction is not as far as was, so that nothing is done out of its turn.
func (v versions) reached(id string, was progress) string {
	elsewhere := v.literal("revision " + id + " is not where this script goes on: print it anew, by drey upgrade or downgrade with --dry-run; rows that are: ")
	return fmt.Sprintf("SELECT CASE count(*) WHEN 1 THEN 1 ELSE CAST(%s || count(*) AS integer) END AS in_turn FROM %s WHERE revision = %s AND progress = %d",
		elsewhere, v.table, v.literal(id), was.code())
}

// whole records a revision without a transaction where all of its statements were counted.
func (v versions) whole(n *node, counted progress) string {
	text := v.update(n)
	if counted.down {
		text = v.delete(n.ID)
	}
	return fmt.Sprintf("%s AND progress = %d", text, counted.code())
}
