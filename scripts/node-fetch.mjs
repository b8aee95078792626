// Stands in for the package node-fetch, which tfjs-core asks for where Node has no `fetch`.
export default undefined;
