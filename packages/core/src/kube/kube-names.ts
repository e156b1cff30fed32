import * as z from 'zod';

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const LABEL = /^(?=.{1,63}$)[a-z0-9]+(?:-+[a-z0-9]+)*$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]+(?:(?:-+|\.)[a-z0-9]+)*$/;

/** A DNS-1123 label (namespaces, containers): checked before it may reach a command line or a request path. */
export const LabelName = z.string().regex(LABEL, 'not a Kubernetes name (DNS-1123 label)');

/** A DNS-1123 subdomain (workloads, pods). */
export const ObjectName = z.string().regex(SUBDOMAIN, 'not a Kubernetes name (DNS-1123 subdomain)');
