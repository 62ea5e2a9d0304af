/** TLS of listeners, with files that are replaced while connections live. */
@org.jspecify.annotations.NullMarked
package io.adxflow.sources.tls;
