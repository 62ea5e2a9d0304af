package io.adxflow.job.web;

import io.vertx.ext.web.Router;

/** What an address serves. */
@FunctionalInterface
public interface Routes {

    /**
     * Adds the routes, once. Their handlers run on the event loop, where nothing may block: what reads files, takes locks or
     * computes for long goes to the workers. Bodies are there as a whole when a handler is called.
     */
    void addTo(Router router, WebWorkers workers);
}
