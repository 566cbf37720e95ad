package term

// Width is the cells that a text takes.
func Width(text string) int { return width(text) }
