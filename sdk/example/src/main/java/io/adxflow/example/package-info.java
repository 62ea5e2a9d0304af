/** The extension that docs/extending.md walks through. It knows the published API and the JDK. */
package io.adxflow.example;
