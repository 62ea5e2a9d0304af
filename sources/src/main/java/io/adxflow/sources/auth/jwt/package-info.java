/** JSON Web Tokens of an issuer outside, such as Entra. */
@org.jspecify.annotations.NullMarked
package io.adxflow.sources.auth.jwt;
