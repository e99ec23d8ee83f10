"""From files to stored articles and claims."""
