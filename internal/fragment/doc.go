// Package fragment reads SQL that somebody else wrote, with its arguments: squirrel's, raw text, text with named binds. What
// it returns is canonical: one ? for each argument, and ?? for a question mark. Lists in IN, statements and expressions among
// the arguments become text.
package fragment
