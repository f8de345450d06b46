"""A Django project just large enough to run the web server and the worker on."""
