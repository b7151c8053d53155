package cli

import (
	"fmt"
	"slices"
)

// useless names commands that have no use for a common flag, and says why.
var useless = []struct {
	flag     string
	commands []string
	why      string
}{
	{"url", []string{"init"}, "writes files and asks no database"},
	{"dir", []string{"create-all", "drop-all", "reflect", "erd"}, "is about tables and reads no revisions"},
	{
		"lock-timeout", []string{"init", "revision", "current", "heads", "history", "branches", "show", "check", "merge", "create-all", "reflect", "erd"},
		"does not wait for another migrator, as upgrade, downgrade, stamp and drop-all do",
	},
}

// checkFlags refuses flags that the command would pass over, and those that were given nothing, as by a variable of the shell that is not set.
func (c *call) checkFlags() error {
	for _, u := range useless {
		if c.gave(u.flag) && slices.Contains(u.commands, c.cmd.Name()) {
			return unaided("%s %s: leave --%s out", c.cmd.Name(), u.why, u.flag)
		}
	}
	if sql, err := c.cmd.Flags().GetBool("sql"); err == nil && sql && c.gave("lock-timeout") {
		return unaided("--sql prints statements and waits for nothing: leave --lock-timeout out")
	}
	if c.gave("lock-timeout") && c.lockTimeout <= 0 {
		return unaided("--lock-timeout %s is no time to wait: give one, such as 100ms, or leave it out for 1m", c.lockTimeout)
	}
	return c.checkEmpty()
}

// checkEmpty finds flags that were given nothing.
func (c *call) checkEmpty() error {
	for _, flag := range []string{"url", "dir", "parent", "label", "rename", "allow", "schema", "only", "package"} {
		if !c.gave(flag) {
			continue
		}
		v := c.cmd.Flags().Lookup(flag).Value
		list, several := v.(interface{ GetSlice() []string })
		if v.String() == "" || several && slices.Contains(list.GetSlice(), "") {
			return unaided("--%s is empty: give it a value, or leave it out", flag)
		}
	}
	return nil
}

// gave reports whether a flag was typed.
func (c *call) gave(flag string) bool { return c.cmd.Flags().Changed(flag) }

// unaided is an error of usage that says all.
func unaided(format string, args ...any) error {
	return &usageError{err: fmt.Errorf(format, args...), unaided: true}
}
