"""What the node has too little of, or what is damaged."""
