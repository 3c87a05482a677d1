/** TensorFlow's numbers for the types of tensors (TF_DataType of tensorflow/c/tf_datatype.h). */
export const TYPE = {
	TF_FLOAT: 1,
	TF_INT32: 3,
	TF_UINT8: 4,
	TF_STRING: 7,
	TF_COMPLEX64: 8,
	TF_INT64: 9,
	TF_BOOL: 10,
	TF_RESOURCE: 20,
} as const;

/** TensorFlow's numbers for the types of attributes (TF_AttrType of tensorflow/c/c_api.h). */
export const ATTRIBUTE = {
	TF_ATTR_STRING: 0,
	TF_ATTR_INT: 1,
	TF_ATTR_FLOAT: 2,
	TF_ATTR_BOOL: 3,
	TF_ATTR_TYPE: 4,
	TF_ATTR_SHAPE: 5,
	// Not an attribute of the C API; tfjs-node expects the name to exist.
	TF_ATTR_RESOURCE: -1,
} as const;
