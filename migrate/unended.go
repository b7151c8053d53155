package migrate

import "fmt"

// unended finds a statement that has a beginning alone: goose would take all that follows for a part of it.
func unended(lines []string) error {
	begun := 0 // its line
	for i, line := range lines {
		switch mark := annotation(line); {
		case mark == "statementend":
			begun = 0
		case begun > 0 && (mark == "statementbegin" || mark == "up" || mark == "down"):
			return withoutEnd(begun)
		case mark == "statementbegin":
			begun = i + 1
		}
	}
	if begun > 0 {
		return withoutEnd(begun)
	}
	return nil
}

func withoutEnd(line int) error {
	return fmt.Errorf(":%d: this StatementBegin has no StatementEnd: write -- +goose StatementEnd behind the statement's last line", line)
}
