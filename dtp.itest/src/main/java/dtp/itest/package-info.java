/** Tests that run inside Felix, beside the bundles of the program. Every class with a test in this bundle is run. */
package dtp.itest;
