"""HTTP: what comes in, what goes out. Use cases are fakes here, except where a module says otherwise."""
