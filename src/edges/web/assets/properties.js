// Properties are saved as they are changed.
