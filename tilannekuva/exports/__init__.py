"""What is carried away: tables and packs as files of office programs, print and the web; frames and figures in, bytes out."""
