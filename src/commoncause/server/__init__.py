"""The knowledge base over HTTP: the site, the SPARQL endpoint, the answers as JSON.

`commoncause.server.app.make_app` makes the application from a knowledge base; queries and analyses run in
workers of their own (`commoncause.server.zygote`), which can be killed and have no way out.
"""
