"""What pools are for: databases with one writer, pools of readers, which OpenStack service."""
