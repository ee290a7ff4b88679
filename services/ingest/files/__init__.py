"""Files: `import` sends what is in them, `check` says what is wrong with it."""
