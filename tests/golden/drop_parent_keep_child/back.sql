UPDATE posts SET owner = NULL;
